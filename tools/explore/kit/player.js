// Run and pause: one step at a steady pace.

/**
 * Make `button` a Run/Pause button. `more()` says whether there is a next step, `next()` takes
 * it, `again()` goes back to the first. Returns a function that stops.
 */
export function player(view, button, pace, { more, next, again }) {
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    button.textContent = "Run";
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (!more()) again();
    timer = setInterval(() => (more() ? next() : stop()), pace);
    button.textContent = "Pause";
  });
  view.onClose(stop);
  return stop;
}
