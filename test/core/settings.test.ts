import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, readSettings } from '../../extension/core/settings.ts';

describe('readSettings', () => {
  it('gives the defaults where nothing was stored', () => {
    expect(readSettings(null)).toEqual(DEFAULT_SETTINGS);
  });

  it('gives back what was stored', () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      view: 'lanes' as const,
      detailShare: 50,
      preserveLog: true,
      savedFilters: [{ name: 'mine', query: 'id:7' }],
      memoryLimit: 64,
      eventLimit: 128,
      columnWidths: { channel: 320, since: 60 },
    };
    expect(readSettings(JSON.stringify(settings))).toEqual(settings);
  });

  it.each(['', 'null', '7', '[]', '{', '"list"'])('gives the defaults for %s', (stored) => {
    expect(readSettings(stored)).toEqual(DEFAULT_SETTINGS);
  });

  it('keeps the good fields beside bad ones', () => {
    const stored = { view: 'nonsense', preserveLog: true, detailShare: '50', savedFilters: [{ name: 1 }, null] };
    expect(readSettings(JSON.stringify(stored))).toEqual({ ...DEFAULT_SETTINGS, preserveLog: true });
  });

  it('takes widths of columns that there are, within their bounds', () => {
    const columnWidths = { channel: 9_999, last: 1, rate: '60', constructor: 80, nonsense: 80 };
    expect(readSettings(JSON.stringify({ columnWidths })).columnWidths).toEqual({ channel: 2_000, last: 40 });
    for (const none of [null, 7, 'wide', []])
      expect(readSettings(JSON.stringify({ columnWidths: none })).columnWidths).toEqual({});
  });

  it('brings numbers within their bounds', () => {
    expect(readSettings('{"memoryLimit": 1e9, "detailShare": -4, "eventLimit": 1}')).toMatchObject({
      memoryLimit: 2048,
      detailShare: 15,
      eventLimit: 16,
    });
  });
});
