import { SearchSelect } from '../look/SearchSelect';
import { useFilter } from '../look/Tabs';
import { useIsOperator } from '../session/Session';
import { findTenants, TENANTS } from './queries';

/** For operators: whose things are shown, kept in the URL as `tenant`. */
export function TenantFilter() {
  const operator = useIsOperator();
  const [tenant, setTenant] = useFilter('tenant');
  if (!operator) return null;
  return (
    <SearchSelect
      of={TENANTS}
      find={(named) => findTenants(named).then((all) => all.map((one) => ({ value: one.name, label: one.title || one.name })))}
      aria-label="Tenant"
      placeholder="All tenants"
      value={tenant || null}
      onChange={setTenant}
      clearable
      clearButtonProps={{ 'aria-label': 'All tenants' }}
      w={200}
    />
  );
}
