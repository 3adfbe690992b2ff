// Offers how a question may go on, in the words and titles of the archive.
//
// Nothing needs it: the list is the browser's own, and what is typed stays what is asked. One
// request for each pause in typing; a newer one ends the one before.
'use strict';

const PAUSE = 150;
const MOST = 6;

const field = document.querySelector('input[type=search][name=q]');
if (field) {
  const list = document.createElement('datalist');
  list.id = 'suggested';
  field.after(list);
  field.setAttribute('list', list.id);
  let pause;
  let asking;

  const offer = async () => {
    // One letter says too little; one syllable of Hangul says something.
    const typed = field.value.trim();
    if (typed.length < (/^[\u0000-\u024f]*$/.test(typed) ? 2 : 1)) {
      list.replaceChildren();
      return;
    }
    asking = new AbortController();
    const asked = new URLSearchParams({ q: field.value, limit: MOST });
    try {
      const answer = await fetch(`/api/v1/suggest?${asked}`, { signal: asking.signal });
      if (!answer.ok) return;
      const { terms, titles } = await answer.json();
      const texts = new Set([...terms.map((term) => term.query), ...titles.map((hit) => hit.title)]);
      list.replaceChildren(...[...texts].map((text) => new Option(text, text)));
    } catch {
      // Ended by a newer request, or there is no network: the question can be asked all the same.
    }
  };

  field.addEventListener('input', () => {
    clearTimeout(pause);
    asking?.abort();
    pause = setTimeout(offer, PAUSE);
  });
}
