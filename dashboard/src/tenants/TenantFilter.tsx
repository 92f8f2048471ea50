import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useFilter } from '../look/Tabs';
import { useIsOperator } from '../session/Session';
import { tenantsQuery } from './queries';

/** For operators: whose things are shown, kept in the URL as `tenant`. */
export function TenantFilter() {
  const operator = useIsOperator();
  const tenants = useQuery({ ...tenantsQuery, enabled: operator });
  const [tenant, setTenant] = useFilter('tenant');
  if (!operator) return null;
  return (
    <Select
      aria-label="Tenant"
      placeholder="All tenants"
      data={(tenants.data ?? []).map((one) => ({ value: one.name, label: one.title || one.name }))}
      value={tenant || null}
      onChange={setTenant}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'All tenants' }}
      w={200}
    />
  );
}
