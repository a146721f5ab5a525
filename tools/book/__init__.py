"""The workbook as a book of pages, to be read in a browser with the network off.

`formulas` sets formulas, `text` makes HTML of Markdown, `parts` knows what of the
chapters the pages refer to, `export` writes them, with the template, the style and the
script in assets/book.
"""
