import type { Api } from '../api/client';

/** Who uses this page. */
export type Me = Api['Caller'];

/** A place where one is signed in. */
export type OpenSession = Api['Session'];
