# browse
courses-menu = Courses
progress-menu = My progress
