# browse
courses-menu = 課程活動
progress-menu = 查詢進度
