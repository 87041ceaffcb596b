"""One page of pixels becomes text: characters, codes, portraits and what was not read, with their places and layout."""
