// Before the first paint, so that nothing flashes: the page's strict policy allows no script in the page itself.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('berth-color-scheme');
  } catch (e) {
    // A browser that keeps nothing: the system's choice stands.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');

  // Who is here is asked while the page's code is on its way, see Session.tsx; pages for who is not here yet do not ask.
  if (!/^#\/(welcome|invitation)\//.test(location.hash)) {
    window.berthMe = fetch('/api/v1/me', { credentials: 'same-origin' });
    window.berthMe.catch(function () {});
  }
})();
