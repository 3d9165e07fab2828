// In: the cell that the pointer or the focus is on. Out: what it stands for, and why, below the tables. Arrow keys go from cell to cell.
/* global document */
const texts = JSON.parse(document.getElementById('texts').textContent)
const why = document.getElementById('why')

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

const cellOf = ({ target }) => (target.closest ? target.closest('td, th') : null)

function explain(cell) {
  const user = cell.parentNode.cells[0]
  const subject = cell.closest('table').tHead.rows[0].cells[cell.cellIndex]
  const about = [...new Set([user, subject, cell])].filter((one) => one.dataset.t !== undefined)
  const names = about.filter((one) => one.tagName === 'TH').map((one) => one.textContent)
  why.textContent = [names.join(', '), ...about.reverse().map((one) => texts[one.dataset.t])].join('\n')
}

function goTo(cell) {
  for (const other of cell.closest('table').querySelectorAll('[tabindex]')) other.removeAttribute('tabindex')
  cell.tabIndex = 0
  cell.focus()
}

for (const event of ['mouseover', 'focusin'])
  document.addEventListener(event, (moved) => {
    const cell = cellOf(moved)
    if (cell) explain(cell)
  })

document.addEventListener('click', (clicked) => {
  const cell = cellOf(clicked)
  if (cell) goTo(cell)
})

document.addEventListener('keydown', (pressed) => {
  const cell = cellOf(pressed)
  const step = ARROWS[pressed.key]
  if (!cell || !step) return
  pressed.preventDefault()
  const row = cell.closest('table').rows[cell.parentNode.rowIndex + step[0]]
  const next = row?.cells[cell.cellIndex + step[1]]
  if (next) goTo(next)
})
