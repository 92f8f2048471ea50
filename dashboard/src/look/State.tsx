import { toneOf, type Tone } from './states';

/** A state in words, with the colour that it has everywhere. */
export function State({ of, tone, title }: { of: string; tone?: Tone | undefined; title?: string }) {
  const words = of.replaceAll(/[_-]/g, ' ').toLowerCase();
  return (
    <span className="state" data-tone={tone ?? toneOf(of)} title={title}>
      {words.charAt(0).toUpperCase() + words.slice(1)}
    </span>
  );
}
