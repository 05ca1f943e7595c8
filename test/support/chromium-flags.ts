/** How every Chromium of the tests is started. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox', // a container's root cannot start the sandbox
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  // What drops from the address bar is a page, kept ready for each window: it took as much of the processor as a DevTools
  // does, and opening one twice as long.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup',
];
