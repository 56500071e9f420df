# edit
board-menu = 今日工作
