/** What went wrong, as the API says it (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly type: string,
    readonly title: string,
    readonly status: number,
    readonly detail: string,
    readonly requestId: string,
    readonly fields: { pointer: string; detail: string }[],
  ) {
    super(detail || title);
  }

  static of(body: unknown, response: Response): Problem {
    const said = (typeof body === 'object' && body !== null ? body : {}) as Partial<Record<string, unknown>>;
    return new Problem(
      text(said.type, 'about:blank'),
      text(said.title, response.statusText || `HTTP ${response.status}`),
      response.status,
      text(said.detail, ''),
      text(said.requestId, response.headers.get('x-request-id') ?? ''),
      Array.isArray(said.errors) ? (said.errors as { pointer: string; detail: string }[]) : [],
    );
  }

  static unreachable(cause: unknown): Problem {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new Problem('unreachable', 'Berth does not answer', 0, `No answer came from the control plane (${why}).`, '', []);
  }

  /** The last part of its type: `conflict`, `quota`, `code-required`. */
  get kind(): string {
    return this.type.slice(Math.max(this.type.lastIndexOf(':'), this.type.lastIndexOf('/')) + 1);
  }

  /** What is wrong with the body's field at this pointer (`/parameters/chainId`). */
  at(pointer: string): string | undefined {
    return this.fields.find((field) => field.pointer === pointer || field.pointer.startsWith(`${pointer}/`))?.detail;
  }
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
