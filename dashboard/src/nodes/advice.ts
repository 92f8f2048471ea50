const ADVICE: Record<string, string> = {
  NO_CAPACITY: 'Ask your operator for room, and start the node once there is some. Or take a smaller size or another region.',
  QUOTA: 'Delete what is not needed, or ask your operator for a larger quota.',
  ARTIFACT_UNAVAILABLE: 'The host could not fetch the software. It is tried again by itself; your operator sees the host’s way out.',
  CRASH_LOOP: 'The unit ends again and again. Its last lines are on the node’s page; a parameter may be the reason.',
};

/** What somebody can do about a failure. */
export const adviceOn = (code: string | null | undefined): string =>
  ADVICE[code ?? ''] ?? 'The node’s logs and events tell what it tried. It can be deleted, and created anew with other parameters.';

/** CRASH_LOOP: Crash loop. */
export const inWords = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ').toLowerCase();
