import { describe, expect, it } from 'vitest';
import { FOREIGN, findingsOf, textOf } from './found.ts';

const WITH_SEVEN = `
  load http://localhost:3000/
  added todos /api/todos foreign=true changesSeen=true size=1 models=[{"cid":"c7","attributes":{"id":"7","title":"a"}}]`;

describe('a document that was deleted and is back', () => {
  const REVIVED = `${WITH_SEVEN}
    message DELETE 7 seq=2
    change remove 7
    ended
    message POST 7 seq=1
    change add 7
    ended`;

  it('is an error as long as it is there', () => {
    const { lines, list, more } = findingsOf(REVIVED);
    expect(lines()).toEqual(['error present revived-document 7']);
    expect(textOf(list()[0]?.expected)).not.toBe('');
    more('change remove 7 input=0');
    expect(lines()).toEqual(['error resolved revived-document 7']);
  });

  it('is none where the deleted document stays away', () => {
    expect(findingsOf(REVIVED.replace('change add 7', '')).lines()).toEqual([]);
  });

  it('is none where the id is made again by a later message', () => {
    expect(findingsOf(REVIVED.replace('POST 7 seq=1', 'POST 7 seq=3')).lines()).toEqual([]);
  });
});

describe('a document that a message brought and no model shows', () => {
  const NOT_SHOWN = `${FOREIGN}\nmessage POST 7\nended`;

  it('is unsure: it may be lost, or left out by choice', () => {
    expect(findingsOf(NOT_SHOWN).lines()).toEqual(['warning unsure lost-document 7']);
  });

  it('is taken back when a late handler adds it', () => {
    const { more, lines } = findingsOf(NOT_SHOWN);
    more('change add 7 input=0');
    expect(lines()).toEqual([]);
  });

  it('is resolved when a list brings it', () => {
    const { more, lines } = findingsOf(NOT_SHOWN);
    more('request r1 read /api/todos\nresponse r1 read 200 body=[{"id":"7"}]\nchange add 7\nended');
    expect(lines()).toEqual(['warning resolved lost-document 7']);
  });

  it('is none where the collection adds it', () => {
    expect(findingsOf(`${FOREIGN}\nmessage POST 7\nchange add 7\nended`).lines()).toEqual([]);
  });
});

describe('a model that does not take over what is newer', () => {
  const OLD = `${WITH_SEVEN}\nmessage PUT 7 body={"id":"7","title":"b"}\nended`;

  it('is an error until it changes', () => {
    const { lines, more } = findingsOf(OLD);
    expect(lines()).toEqual(['error present stale-model 7']);
    more('message PUT 7 body={"id":"7","title":"c"}\nchange change 7 attributes={"id":"7","title":"c"}\nended');
    expect(lines()).toEqual(['error resolved stale-model 7']);
  });

  it('is none where nothing was to change', () => {
    expect(findingsOf(OLD.replace('"title":"b"', '"title":"a"')).lines()).toEqual([]);
  });
});

describe('a collection that does not wait for its own create', () => {
  const HASTY = `${FOREIGN}
    change add cid=c1 input=0 attributes={"title":"milk"}
    request c1 create /api/todos cid=c1
    message POST 7
    change add 7
    ended`;

  it('is a warning until the response says whose document it was', () => {
    const { lines, more } = findingsOf(HASTY);
    expect(lines()).toEqual(['warning present not-held 7']);
    more('response c1 create 201 id=8 body={"id":"8","title":"milk"}\nchange change 8 cid=c1\nended');
    expect(lines()).toEqual(['warning resolved not-held 7']);
  });

  it('becomes the duplicate that it leads to', () => {
    const { lines, more } = findingsOf(HASTY);
    more('response c1 create 201 id=7 body={"id":"7","title":"milk"}\nchange change 7 cid=c1\nended');
    expect(lines()).toEqual(['error present duplicate-model 7']);
  });
});
