export interface StreamedEvent {
  id: string;
  kind: string;
  data: string;
}

/** Reads server-sent events out of text that comes in pieces. */
export class EventText {
  private rest = '';

  take(piece: string): StreamedEvent[] {
    const blocks = (this.rest + piece).split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.map(read).filter((event) => event.data !== '');
  }
}

function read(block: string): StreamedEvent {
  const event: StreamedEvent = { id: '', kind: 'message', data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue; // a comment keeps the connection alive
    const value = line.slice(colon + 1).replace(/^ /, '');
    const name = line.slice(0, colon);
    if (name === 'id') event.id = value;
    else if (name === 'event') event.kind = value;
    else if (name === 'data') event.data += (event.data && '\n') + value;
  }
  return event;
}
