/** A parameter as a template declares it. */
export interface Parameter {
  name: string;
  type: 'integer' | 'boolean' | 'enum' | 'string';
  description: string;
  default: unknown;
  immutable: boolean;
  min?: number;
  max?: number;
  values?: string[];
  pattern?: string;
  maxLength?: number;
}

/** What a person typed; an absent or empty entry leaves the template's default. */
export type Typed = Record<string, string | boolean | undefined>;

export function parametersOf(declared: Record<string, unknown>): Parameter[] {
  return Object.entries(declared).map(([name, value]) => {
    const given = value as Partial<Parameter>;
    return { ...given, name, type: given.type ?? 'string', description: given.description ?? '', default: given.default ?? null, immutable: given.immutable ?? false };
  });
}

/** chainId: Chain id. */
export function labelOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/\bMi B\b/, 'MiB').toLowerCase().replace(/\bmib\b/, '(MiB)').replace(/\burl\b/, 'URL');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is wrong with what was typed for a parameter, in a sentence; null when nothing is. */
export function wrongWith(parameter: Parameter, typed: string | boolean | undefined): string | null {
  if (typed === undefined || typed === '' || typeof typed === 'boolean') return null;
  switch (parameter.type) {
    case 'integer': {
      if (!/^-?[0-9]{1,15}$/.test(typed.trim())) return 'A whole number is wanted.';
      const value = Number(typed);
      if (parameter.min !== undefined && value < parameter.min) return `At least ${parameter.min} is wanted.`;
      if (parameter.max !== undefined && value > parameter.max) return `At most ${parameter.max} is possible.`;
      return null;
    }
    case 'enum':
      return parameter.values?.includes(typed) ? null : `One of ${parameter.values?.join(', ')} is wanted.`;
    case 'string':
      if (parameter.maxLength !== undefined && typed.length > parameter.maxLength) return `At most ${parameter.maxLength} characters are possible.`;
      if (parameter.pattern !== undefined && !new RegExp(parameter.pattern).test(typed)) return `It has to match ${parameter.pattern}`;
      return null;
    default:
      return null;
  }
}

/** The parameters of a request: only those that somebody chose. */
export function chosen(parameters: readonly Parameter[], typed: Typed): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const parameter of parameters) {
    const value = typed[parameter.name];
    if (value === undefined || value === '') continue;
    body[parameter.name] = parameter.type === 'integer' ? Number(value) : value;
  }
  return body;
}
