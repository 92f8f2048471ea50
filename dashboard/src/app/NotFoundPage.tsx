import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Empty, Page, Panel } from '../look/Page';

export function NotFoundPage() {
  return (
    <Page title="Nothing here">
      <Panel>
        <Empty
          title="There is no page at this address"
          action={
            <Button component={Link} to="/">
              To the overview
            </Button>
          }
        >
          Ctrl-K finds nodes, endpoints and pages by name.
        </Empty>
      </Panel>
    </Page>
  );
}
