## From the page to the person who came
measure-courses-views = Openings of course pages
measure-courses-views-definition = How often the pages of announced courses whose first session lies in the period were opened; without cookies and whoever it was, so who opens a page twice counts twice. Programs that say they are search engines are left out.
measure-courses-asked = Persons who asked for a place
measure-courses-asked-definition = Persons in all registrations for announced courses whose first session lies in the period, by any channel and whatever became of them.
measure-courses-confirmed = Persons with a place
measure-courses-confirmed-definition = Persons who have a place now in announced courses whose first session lies in the period.
measure-courses-came = Persons who came
measure-courses-came-definition = Persons with a place in announced courses whose first session lies in the period who were checked in at least once; those only counted by head are left out.
funnel-title = From the page to the person who came
funnel-lead = Of the courses that begin in the period: how often their pages were opened, how many asked for a place, have one, and came.
funnel-said = In brackets the share of the step before; the first step counts openings, the others persons.
funnel-of = { $number } ({ $share })
funnel-begins = First session
funnel-courses = Course by course
funnel-none = No announced course begins in the period.
funnel-cut = Not all courses are listed; the sums are of all.

## District by district
reach-title = Activities by district
reach-lead = In which districts something was held in the period, and in which nothing was yet.
reach-of = { $count } of { $all }
reach-all = districts with a session
reach-remote = remote districts with a session
reach-indigenous = indigenous districts with a session
reach-map = Map of sessions by district
reach-map-said = One tile for each district, roughly where it lies; the number counts sessions, the bar compares with the largest. A dashed frame has no session yet, a thick one is a remote district. The table below has the same numbers.
reach-kind = Kind
reach-is-remote = Remote
reach-is-indigenous = Indigenous
reach-is-none = None yet
reach-elsewhere = { $count } more sessions are online, in another county, or have no district.
reach-only = Only sessions in { $district } are listed.
