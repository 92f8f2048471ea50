import { Skeleton } from '@mantine/core';
import { type ColumnDef, flexRender, getCoreRowModel, type RowData, useReactTable } from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Pages } from '../api/pages';
import { Failure } from './Failure';

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData extends RowData, TValue> {
    align?: 'right';
    /** Left out on narrow screens: below 1000 px, below 640 px. */
    on?: 'wide' | 'middle';
    width?: number | string;
    /** What the server sorts by when somebody asks for this column's order. */
    sort?: string;
  }
}

const ROW = 47;

interface Props<T> {
  label: string;
  columns: ColumnDef<T, unknown>[];
  pages: Pages<T>;
  idOf: (row: T) => string;
  opens?: (row: T) => string;
  empty: ReactNode;
  sort?: Sort;
}

/** In which order the server lists: by a column's name, the other way round with a dash before. */
export interface Sort {
  by: string;
  choose: (by: string) => void;
}

/** A list: only the rows that are seen are there, and further pages come as one scrolls. */
export function Rows<T>({ label, columns, pages, idOf, opens, empty, sort }: Props<T>) {
  const navigate = useNavigate();
  const body = useRef<HTMLTableSectionElement>(null);
  const each = useMemo(() => once(pages.rows, idOf), [pages.rows]);
  const table = useReactTable({ data: each, columns, getCoreRowModel: getCoreRowModel(), getRowId: idOf });
  const rows = table.getRowModel().rows;
  /** How far down the page the first row is: what stands before the list may have grown. */
  const [margin, setMargin] = useState(0);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    overscan: 20,
    scrollMargin: margin,
  });
  useLayoutEffect(() => {
    const top = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    if (Math.abs(top - margin) > 1) setMargin(top);
  });
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? -1;
  const { hasMore, isLoadingMore, more } = pages;
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= rows.length - 25) more();
  }, [hasMore, isLoadingMore, last, more, rows.length]);

  if (pages.error && rows.length === 0) {
    return (
      <div style={{ padding: 18 }}>
        <Failure error={pages.error} again={pages.again} />
      </div>
    );
  }
  if (!pages.isPending && rows.length === 0) return <>{empty}</>;

  const { scrollMargin } = virtual.options;
  const before = (seen[0]?.start ?? scrollMargin) - scrollMargin;
  const after = virtual.getTotalSize() - ((seen.at(-1)?.end ?? scrollMargin) - scrollMargin);
  const open = (row: T) => (event: MouseEvent) => {
    if (!opens || (event.target as HTMLElement).closest('a, button, input, label')) return;
    void navigate(opens(row));
  };
  return (
    <div className="rows-around" tabIndex={0} role="region" aria-label={label}>
      <table className="rows" aria-rowcount={hasMore ? -1 : rows.length} aria-busy={pages.isPending}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  className={classOf(header.column.columnDef)}
                  style={{ width: header.column.columnDef.meta?.width }}
                  aria-sort={sorted(header.column.columnDef.meta?.sort, sort)}
                >
                  <Head by={header.column.columnDef.meta?.sort} sort={sort}>
                    {flexRender(header.column.columnDef.header, header.getContext())}
                  </Head>
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody ref={body}>
          {pages.isPending &&
            [72, 54, 63].map((width) => (
              <tr key={width}>
                {columns.map((column, i) => (
                  <td key={i} className={classOf(column)}>
                    <Skeleton height={12} width={`${width}%`} />
                  </td>
                ))}
              </tr>
            ))}
          {before > 0 && <Spacer height={before} />}
          {seen.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <tr key={row.id} ref={virtual.measureElement} data-index={item.index} data-opens={opens ? '' : undefined} onClick={opens && open(row.original)}>
                {row.getVisibleCells().map((cell) => (
                  <td key={cell.id} className={classOf(cell.column.columnDef)}>
                    {flexRender(cell.column.columnDef.cell, cell.getContext())}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <Spacer height={after} />}
        </tbody>
      </table>
    </div>
  );
}

/** What has moved between two pages is in both. */
function once<T>(rows: T[], idOf: (row: T) => string): T[] {
  const ids = new Set<string>();
  const each = rows.filter((row) => ids.size < ids.add(idOf(row)).size);
  return each.length === rows.length ? rows : each;
}

function sorted(by: string | undefined, sort: Sort | undefined): 'ascending' | 'descending' | undefined {
  if (!by || !sort || sort.by.replace('-', '') !== by) return undefined;
  return sort.by.startsWith('-') ? 'descending' : 'ascending';
}

function Head({ by, sort, children }: { by: string | undefined; sort: Sort | undefined; children: ReactNode }) {
  if (!by || !sort) return children;
  const now = sorted(by, sort);
  return (
    <button type="button" className="sorts" onClick={() => sort.choose(now === 'ascending' ? `-${by}` : by)}>
      {children} <span aria-hidden>{now === 'ascending' ? '↑' : now === 'descending' ? '↓' : ''}</span>
    </button>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td className="spacer" style={{ height }} />
    </tr>
  );
}

function classOf<T>(column: ColumnDef<T, unknown>): string {
  const meta = column.meta;
  return [meta?.align, meta?.on].filter(Boolean).join(' ');
}

/** A short list that is there as a whole. */
export function whole<T>(rows: readonly T[] | undefined, error: Error | null = null): Pages<T> {
  const nothing = () => undefined;
  return {
    rows: (rows ?? NONE) as T[],
    isPending: rows === undefined && error === null,
    error,
    hasMore: false,
    isLoadingMore: false,
    more: nothing,
    again: nothing,
  };
}

const NONE: never[] = [];
