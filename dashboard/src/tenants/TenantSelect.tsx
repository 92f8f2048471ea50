import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { tenantsQuery } from './queries';

interface Props {
  value: string | null;
  change: (tenant: string | null) => void;
  label?: string;
  /** What it is of when no tenant is chosen. */
  placeholder?: string;
}

/** For operators: whose thing is made. */
export function TenantSelect({ value, change, label = 'Tenant', placeholder = 'The platform itself' }: Props) {
  const tenants = useQuery(tenantsQuery);
  return (
    <Select
      label={label}
      placeholder={placeholder}
      data={(tenants.data ?? []).filter((one) => one.kind === 'customer').map((one) => ({ value: one.name, label: one.title || one.name }))}
      value={value}
      onChange={change}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': placeholder }}
    />
  );
}
