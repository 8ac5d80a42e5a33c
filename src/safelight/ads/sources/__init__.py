"""Where ads come from: files, folders, standard input, saved pages and the polite crawler.

`read_sources` is the door: JSONL, CSV, Parquet, HTML and WARC in, `Sourced` ads with their original bytes out, and
one `Rejected` or `Warned` for each thing that isn't whole. HTML and WARC are parsed in a limited child process.
"""

from safelight.ads.sources.picture_texts import NO_PICTURES, PictureTexts, read_picture_texts
from safelight.ads.sources.read import read_sources, same_folder
from safelight.ads.sources.recipe import Recipe, Recipes, load_recipes
from safelight.ads.sources.sourced import Item, Sourced

__all__ = [
    "NO_PICTURES",
    "Item",
    "PictureTexts",
    "Recipe",
    "Recipes",
    "Sourced",
    "load_recipes",
    "read_picture_texts",
    "read_sources",
    "same_folder",
]
