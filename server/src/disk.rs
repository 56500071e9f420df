//! What must be known of a disk before a store is opened on it.

use std::path::{Path, PathBuf};

/// File systems over a network, where SQLite's log of writes gives no guarantee.
const NETWORK: [&str; 14] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "ceph",
    "glusterfs",
    "fuse.glusterfs",
    "fuse.sshfs",
    "afs",
    "lustre",
    "ocfs2",
    "gfs2",
];

/// The kind of network file system a path lies on, if it lies on one.
pub fn network_file_system(path: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let existing = path.ancestors().find(|p| p.exists())?;
    kind_of(&mounts, &existing.canonicalize().ok()?).filter(|kind| NETWORK.contains(&kind.as_str()))
}

/// The kind of file system of a path: that of the longest mount point above it.
fn kind_of(mounts: &str, path: &Path) -> Option<String> {
    let mount = |line: &str| {
        let (head, tail) = line.split_once(" - ")?;
        let point = PathBuf::from(head.split(' ').nth(4)?.replace("\\040", " "));
        let kind = tail.split(' ').next()?.to_owned();
        path.starts_with(&point).then(|| (point.components().count(), kind))
    };
    // Of two mounts at one point the later one is seen.
    mounts.lines().filter_map(mount).max_by_key(|(depth, _)| *depth).map(|(_, kind)| kind)
}

/// Bytes that are still free for us where a path lies.
pub fn free_bytes(path: &Path) -> Option<u64> {
    let existing = path.ancestors().find(|p| p.exists())?;
    let found = rustix::fs::statvfs(existing).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_mount_point_above_a_path_tells_its_kind() {
        let mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
                      40 22 0:40 / /srv rw shared:1 - nfs4 server:/srv rw\n\
                      41 40 8:2 / /srv/my\\040disk rw - ext4 /dev/sdb1 rw\n";
        let kind = |path: &str| kind_of(mounts, Path::new(path));
        assert_eq!(kind("/var/lib/hearth").as_deref(), Some("ext4"));
        assert_eq!(kind("/srv/hearth").as_deref(), Some("nfs4"));
        assert_eq!(kind("/srv/my disk/hearth").as_deref(), Some("ext4"));
        assert_eq!(kind("/srvx").as_deref(), Some("ext4"));
    }

    #[test]
    fn this_disk_has_room_and_is_no_network_disk() {
        let here = std::env::temp_dir().join("not/there/yet");
        assert!(free_bytes(&here).is_some_and(|bytes| bytes > 0));
        assert_eq!(network_file_system(&here), None);
    }
}
