petitions-numbers-menu = 意見統計
