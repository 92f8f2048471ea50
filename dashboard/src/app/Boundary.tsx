import { Container } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Failure } from '../look/Failure';

interface Props {
  children: ReactNode;
  /** The place that is shown: at another one it is tried anew. */
  place?: string;
}

interface State {
  error: Error | null;
  place: string | undefined;
}

/** Shows what broke instead of nothing. */
export class Boundary extends Component<Props, State> {
  override state: State = { error: null, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): Partial<State> | null {
    return place === state.place ? null : { error: null, place };
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
