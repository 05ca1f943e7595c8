import { describe, expect, it } from 'vitest';
import { createSession } from '../../../extension/core/session.ts';
import { createRowReader } from '../../../extension/panel/list/read-row.ts';
import { batchOf, eventsOf } from '../../support/trace-language.ts';

describe('a row that is read again', () => {
  it('is the same object until it shows a further event', () => {
    const events = eventsOf(`
      load http://localhost:3000/
      http request h1 PUT /api/todos/7
      message POST 7 seq=1
      decision held 7 waiting=["c1"]
      http response h1 201 ms=80
    `);
    const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
    const read = createRowReader(session);
    session.receive(batchOf(events.slice(0, 3)));
    const [request, message] = [read(1), read(2)];
    expect(read(1)).toBe(request);
    expect(read(2)).toBe(message);
    session.receive(batchOf(events.slice(3)));
    expect(read(2).decisions.map(({ decision }) => decision)).toEqual(['held']);
    expect(read(1)).not.toBe(request);
    expect(read(1)).toMatchObject({ index: 1 });
  });

  it('says how many frames stand on it', () => {
    const frame = (n: number) => eventsOf(`load http://ads.test/a?n=${n} load=F${n} frame=http://ads.test/a?n=${n}`);
    const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
    const read = createRowReader(session);
    session.receive(batchOf(eventsOf('load http://localhost:3000/')));
    session.receive(batchOf(frame(1)));
    expect(read(1)).toMatchObject({ band: 'load', title: 'frame', detail: 'http://ads.test/a?n=1' });
    session.receive(batchOf(frame(2)));
    session.receive(batchOf(frame(3)));
    expect(read(1)).toMatchObject({ band: 'load', title: '3 frames', detail: 'http://ads.test/a' });
    expect(session.rows.length).toBe(2);
    session.setFilter('frame:n=3');
    expect(session.rows.length).toBe(1);
  });
});
