import type { Api } from '../api/client';

/** What a request asks for, as the control plane wrote it down when it was asked. */
export interface Terms {
  template: string;
  network: string;
  size: string;
  parameters?: Record<string, unknown>;
  resources?: { cpuMillis: number; memoryBytes: number; diskBytes: number };
  rate?: { currency: string; perHour: string } | null;
  agreement?: Api['Agreement'];
}

export function termsOf(request: Api['Request']): Terms {
  const terms = request.terms as unknown as Terms;
  // The rate may come as a number: what is shown is its text.
  return terms.rate ? { ...terms, rate: { ...terms.rate, perHour: String(terms.rate.perHour) } } : terms;
}
