import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { tenantsQuery } from './queries';

/** For operators: whose thing is made. */
export function TenantSelect({ value, change }: { value: string | null; change: (tenant: string | null) => void }) {
  const tenants = useQuery(tenantsQuery);
  return (
    <Select
      label="Tenant"
      placeholder="The platform itself"
      data={(tenants.data ?? []).filter((one) => one.kind === 'customer').map((one) => ({ value: one.name, label: one.title || one.name }))}
      value={value}
      onChange={change}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'The platform itself' }}
    />
  );
}
