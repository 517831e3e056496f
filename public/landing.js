// The demo marketplace exists on the developer's own machine only.
document.querySelector('#demo').hidden = !['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)
document.querySelector('[data-origin]').textContent = location.origin
