import { SearchSelect } from '../look/SearchSelect';
import { findTenants, TENANTS } from './queries';

interface Props {
  value: string | null;
  change: (tenant: string | null) => void;
  label?: string;
  /** What it is of when no tenant is chosen. */
  placeholder?: string;
}

/** For operators: whose thing is made. */
export function TenantSelect({ value, change, label = 'Tenant', placeholder = 'The platform itself' }: Props) {
  return (
    <SearchSelect
      of={[...TENANTS, 'customers']}
      find={(named) => findTenants(named).then((all) => all.filter((one) => one.kind === 'customer').map((one) => ({ value: one.name, label: one.title || one.name })))}
      label={label}
      placeholder={placeholder}
      value={value}
      onChange={change}
      clearable
      clearButtonProps={{ 'aria-label': placeholder }}
    />
  );
}
