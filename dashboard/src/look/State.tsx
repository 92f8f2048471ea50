import { toneOf, type Tone } from './states';

/** A state in words, with the colour that it has everywhere. */
export function State({ of, tone, title }: { of: string; tone?: Tone | undefined; title?: string }) {
  return (
    <span className="state" data-tone={tone ?? toneOf(of)} title={title}>
      {wordsOf(of)}
    </span>
  );
}

/** As people write it. */
export function wordsOf(state: string): string {
  const words = state.replaceAll(/[_-]/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
