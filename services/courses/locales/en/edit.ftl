# edit
board-menu = Today
