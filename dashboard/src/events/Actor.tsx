import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { local } from '../look/moments';
import { useMayManage } from '../session/Session';
import { type Names, nameOf } from './actors';

/** Who did something, by the name that people know; what the API says of it on hover. */
export function Actor({ of }: { of: string }) {
  const names = useNames();
  return <span title={of}>{nameOf(of, names)}</span>;
}

/** A text in which people and keys are called by their names, and times are the reader's own. */
export function Named({ text }: { text: string }) {
  const names = useNames();
  const named = text.replace(/\b(member|key):[0-9a-z-]+/g, (actor) => nameOf(actor, names));
  return <>{named.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (at) => local(at))}</>;
}

/** The members and keys that there are: short lists, read once in a while. */
function useNames(): Names {
  const mayManage = useMayManage();
  const members = useQuery({
    queryKey: ['members', 'names'],
    queryFn: () => answer(api.GET('/api/v1/members', { params: { query: { limit: 500 } } })).then((page) => new Map(page.items.map((one) => [one.id, one.email]))),
    staleTime: 300_000,
  });
  const keys = useQuery({
    queryKey: ['api-keys', 'names'],
    queryFn: () => answer(api.GET('/api/v1/api-keys', { params: { query: { limit: 500 } } })).then((page) => new Map(page.items.map((one) => [one.id, one.name]))),
    staleTime: 300_000,
    enabled: mayManage,
  });
  return { members: members.data, keys: keys.data };
}
