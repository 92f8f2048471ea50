import { Container } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Failure } from '../look/Failure';

/** Shows what broke instead of nothing. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Container size="sm" py={60}>
        <Failure error={this.state.error} again={() => window.location.reload()} />
      </Container>
    );
  }
}
