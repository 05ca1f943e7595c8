/** Names as they are read: short enough to compare at a glance. What is copied, searched and kept is the whole name. */

/** Tokens as the library and the probe make them: the first letter of the method, and a number that counts all requests. */
const COUNTED_TOKEN = /^[a-z](\d{1,15})$/;

/** `#12` of `c12`: Backbone names its models `c12` as well. Any other token stays as it is. */
export const requestName = (token: string): string => token.replace(COUNTED_TOKEN, '#$1');

/** Ids of up to so many characters are read whole. */
const READABLE_ID = 12;
const ID_END = 6;

/** `…9602a9` of a long id: ids of one database begin alike and differ at the end. */
export const shortId = (id: string): string => (id.length > READABLE_ID ? `…${id.slice(-ID_END)}` : id);

/** Numbers of up to so many digits are read whole. */
const READABLE_SEQ = 7;
const SEQ_END = 5;

/** `…19376` of a long sequence number: those that are compared differ in their last digits. */
export const shortSeq = (seq: string): string =>
  seq.length > READABLE_SEQ && /^\d+$/.test(seq) ? `…${seq.slice(-SEQ_END)}` : seq;
