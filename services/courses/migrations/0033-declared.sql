-- Who said yes before they were asked for it had declared so by being in line for the course before.
update courses_carry_party set declared = true
where answer = 'yes' and outcome = '' and notice_version = '';
