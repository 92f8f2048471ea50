import { Button, Group, Select, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Api } from '../api/client';
import { Failure } from '../look/Failure';
import { CopyWords } from '../look/Copy';
import { useFilter } from '../look/Tabs';
import { followLog, KEPT } from './logs';

const LINE = 20;

/** What a unit writes, as it writes it; older lines than some thousands are let go. */
export function NodeLogs({ node }: { node: Api['Node'] }) {
  const [unit, setUnit] = useFilter('unit');
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed, 120);
  const [follow, setFollow] = useState(true);
  const [lines, setLines] = useState<string[]>([]);
  const [failure, setFailure] = useState<Error | null>(null);
  const [round, setRound] = useState(0);
  const units = node.units.map((one) => one.unit);
  const chosen = unit || units[0] || '';
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    setLines([]);
    setFailure(null);
    return followLog(node.id, chosen, (more) => setLines((before) => [...before, ...more].slice(-KEPT)), setFailure);
  }, [node.id, chosen, round]);

  const shown = useMemo(() => {
    const part = wanted.toLowerCase();
    return part === '' ? lines : lines.filter((line) => line.toLowerCase().includes(part));
  }, [lines, wanted]);
  const virtual = useVirtualizer({ count: shown.length, getScrollElement: () => box.current, estimateSize: () => LINE, overscan: 30 });
  useEffect(() => {
    if (follow && shown.length > 0) virtual.scrollToIndex(shown.length - 1, { align: 'end' });
  }, [follow, shown.length, virtual]);

  return (
    <section className="panel" aria-label="Logs">
      <Group p={14} gap="sm">
        {units.length > 1 && <Select aria-label="Unit" data={units} value={chosen} onChange={(value) => setUnit(value)} allowDeselect={false} w={170} />}
        <TextInput
          aria-label="Only lines with"
          placeholder="Only lines with…"
          leftSection={<IconSearch size={15} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          style={{ flex: '1 1 180px', maxWidth: 340 }}
        />
        <Switch label="Follow" checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} />
        <Text size="xs" c="dimmed" className="numbers" style={{ marginLeft: 'auto' }}>
          {shown.length} {shown.length === 1 ? 'line' : 'lines'}
        </Text>
        <CopyWords text={shown.join('\n')} />
      </Group>
      {failure && (
        <div style={{ padding: '0 14px 14px' }}>
          <Failure error={failure} again={() => setRound(round + 1)} />
        </div>
      )}
      <div ref={box} className="log" tabIndex={0} role="log" aria-label={`Lines of ${chosen}`} onWheel={(event) => event.deltaY < 0 && setFollow(false)}>
        {shown.length === 0 && !failure && (
          <Text size="sm" c="dimmed" p={14} style={{ fontFamily: 'var(--mantine-font-family)' }}>
            {lines.length === 0 ? `${chosen || 'The node'} has written nothing yet.` : 'No line has that.'}
          </Text>
        )}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => (
            <div key={item.key} className="log-line" style={{ transform: `translateY(${item.start}px)`, height: LINE }}>
              {shown[item.index]}
            </div>
          ))}
        </div>
      </div>
      {!follow && (
        <Group p={10} justify="center">
          <Button size="xs" variant="default" onClick={() => setFollow(true)}>
            To the newest
          </Button>
        </Group>
      )}
    </section>
  );
}
