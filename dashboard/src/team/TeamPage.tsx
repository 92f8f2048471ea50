import { Page } from '../look/Page';
import { useIsOperator, useMayManage } from '../session/Session';
import { ApiKeys } from './ApiKeys';
import { Members } from './Members';

/** Who may do what. */
export default function TeamPage() {
  const operator = useIsOperator();
  const mayManage = useMayManage();
  if (operator) {
    return (
      <Page title="API keys" lead="Keys of the platform, and of all tenants. A tenant’s people are on its own page.">
        <ApiKeys />
      </Page>
    );
  }
  return (
    <Page title="Team" lead="Who works here, and what signs in for them. Who did what is among the events.">
      <Members />
      {mayManage && <ApiKeys />}
    </Page>
  );
}
