import type { Tone } from './states';

/** How much of something is taken; the colour says when it gets tight. */
export function Meter({ label, used, of, say, isLabelled = true }: { label: string; used: number; of: number; say: (value: number) => string; isLabelled?: boolean }) {
  const share = of > 0 ? Math.min(1, used / of) : 0;
  const tone: Tone = share >= 0.95 ? 'bad' : share >= 0.8 ? 'warn' : 'busy';
  return (
    <div style={{ minWidth: 0 }}>
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 8, fontSize: '0.75rem', marginBottom: 4 }}>
        {isLabelled && <span className="quiet">{label}</span>}
        <span className="numbers cut">
          {say(used)} <span className="quiet">of {say(of)}</span>
        </span>
      </div>
      <div className="meter" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={of} aria-valuenow={used} aria-valuetext={`${say(used)} of ${say(of)}`}>
        <span data-tone={tone} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
