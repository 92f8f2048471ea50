import { answer, proof } from '../api/client';

/** Who uses this page, as `/me` says. */
export interface Me {
  kind: 'key' | 'session';
  role: 'operator' | 'owner' | 'developer';
  tenant?: { id: string; name: string };
  name?: string;
  email?: string;
  csrf?: string;
  passwordSet?: boolean;
  totp?: boolean;
}

export interface SignIn {
  password: boolean;
  openIdConnect: { name: string; label: string }[];
}

export interface TotpOffer {
  secret: string;
  uri: string;
}

/** A place where one is signed in. */
export interface OpenSession {
  id: string;
  way: string;
  createdAt: string;
  lastSeenAt: string;
  userAgent: string;
  address: string;
  current: boolean;
}

/** Asks the API for what is about the person rather than the platform. */
export function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { ...(method === 'GET' ? {} : proof()) };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  return answer<T>(
    fetch(`/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }).then(async (response) => {
      const said: unknown = (response.headers.get('content-type') ?? '').includes('json') ? await response.json() : undefined;
      return response.ok ? { data: said as T, response } : { error: said, response };
    }),
  );
}
