import { Select, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { labelOf, type Parameter, type Typed, wrongWith } from './parameters';

interface Props {
  parameters: Parameter[];
  typed: Typed;
  /** What the API found wrong with a parameter. */
  refused: (name: string) => string | undefined;
  change: (typed: Typed) => void;
}

/** A form made from what a template declares. */
export function ParameterFields({ parameters, typed, refused, change }: Props) {
  const set = (name: string, value: string | boolean | undefined) => change({ ...typed, [name]: value });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="lg" verticalSpacing="md">
      {parameters.map((parameter) => {
        const value = typed[parameter.name];
        const usual = parameter.default === null ? '' : String(parameter.default);
        const frame = {
          label: labelOf(parameter.name),
          description: parameter.immutable ? `${parameter.description} Stays as it is chosen.` : parameter.description,
          error: wrongWith(parameter, value) ?? refused(parameter.name),
          inputWrapperOrder: ['label', 'input', 'error', 'description'] as ('label' | 'input' | 'error' | 'description')[],
        };
        switch (parameter.type) {
          case 'boolean':
            return (
              <Switch
                key={parameter.name}
                label={frame.label}
                description={frame.description}
                error={frame.error}
                mt={24}
                checked={typeof value === 'boolean' ? value : parameter.default === true}
                onChange={(event) => set(parameter.name, event.currentTarget.checked)}
              />
            );
          case 'enum':
            return (
              <Select
                key={parameter.name}
                {...frame}
                data={parameter.values ?? []}
                placeholder={usual || 'The newest'}
                clearable
                clearButtonProps={{ 'aria-label': `Clear ${frame.label}` }}
                value={typeof value === 'string' ? value : null}
                onChange={(next) => set(parameter.name, next ?? undefined)}
              />
            );
          default:
            return (
              <TextInput
                key={parameter.name}
                {...frame}
                placeholder={usual || 'Not set'}
                inputMode={parameter.type === 'integer' ? 'numeric' : undefined}
                value={typeof value === 'string' ? value : ''}
                onChange={(event) => set(parameter.name, event.currentTarget.value)}
              />
            );
        }
      })}
    </SimpleGrid>
  );
}
