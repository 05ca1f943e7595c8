import { createElement, type FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A component whose code is not read before the panel shows its first rows. */
export interface OnDemand<Props> {
  /** Shows nothing until its code is there; reads it when it is first shown. */
  readonly Component: FunctionComponent<Props>;
  /** Reads the code now. */
  read(): Promise<void>;
}

export function onDemand<Props extends object>(load: () => Promise<FunctionComponent<Props>>): OnDemand<Props> {
  let found: FunctionComponent<Props> | undefined;

  async function read(): Promise<void> {
    found ??= await load();
  }

  function Component(props: Props) {
    const [, redraw] = useState(found !== undefined);
    useEffect(() => {
      if (!found) void read().then(() => redraw(true));
    }, []);
    return found ? createElement(found, props) : null;
  }

  return { Component, read };
}
