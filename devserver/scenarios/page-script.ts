/**
 * What the page of scenarios does in the browser. Without it its forms work too, but leave the page to do so, and the
 * demo beside it then hangs up: they need the demo in a window of its own.
 */
export const PAGE_SCRIPT = `
const all = document.querySelector('main > form');
const forms = [...document.querySelectorAll('li form')];
const buttons = [...document.querySelectorAll('button')];

async function play(form) {
  const status = form.parentElement.querySelector('[role=status]');
  status.className = 'playing';
  status.textContent = '… Being played.';
  form.parentElement.scrollIntoView({ block: 'nearest' });
  const response = await fetch(form.action, { method: 'POST', headers: { accept: 'application/json' } });
  const run = await response.json();
  status.className = run.result ? run.state : 'failed';
  status.textContent = run.result ?? '✗ ' + run.error;
  return run.state === 'played' || run.state === 'failed';
}

async function playEach(chosen) {
  for (const button of buttons) button.setAttribute('aria-disabled', 'true');
  try {
    for (const form of chosen) if (!(await play(form))) break;
  } finally {
    for (const button of buttons) button.removeAttribute('aria-disabled');
  }
}

for (const form of [all, ...forms]) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (form.querySelector('[aria-disabled]')) return;
    void playEach(form === all ? forms : [form]);
  });
}
`;
