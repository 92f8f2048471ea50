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
      <Page title="People and keys" lead="Of the platform and of all tenants. What is of one tenant can be changed on its own page.">
        <Members />
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
