import { queryOptions } from '@tanstack/react-query';
import { type Api, answer, api } from '../api/client';

export type Webhook = Api['Webhook'];

export const WEBHOOKS = ['webhooks'] as const;

export const webhookQuery = (webhook: string) =>
  queryOptions({
    queryKey: [...WEBHOOKS, webhook],
    queryFn: () => answer(api.GET('/api/v1/webhooks/{webhook}', { params: { path: { webhook } } })),
  });
