use super::*;

fn only_file(folder: &Path, kind: &str) -> PathBuf {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .find(|path| path.is_file() && path.to_string_lossy().replace('\\', "/").contains(&format!("/{kind}/")))
        .unwrap()
}

#[test]
fn gives_back_what_was_put_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    let (a, b) = (Hash::of(b"a"), Hash::of(b"b"));
    cache.put("page", &a, b"value");
    assert_eq!(cache.get("page", &a), Some(b"value".to_vec()));
    assert_eq!(cache.get("page", &b), None);
    assert_eq!(cache.get("image", &a), None);
    drop(cache);
    assert_eq!(Cache::open(folder.path()).get("page", &a), Some(b"value".to_vec()));
}

#[test]
fn a_damaged_entry_is_no_entry() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    let key = Hash::of(b"a");
    let damages: [fn(&mut Vec<u8>); 5] = [
        |bytes| bytes.clear(),
        |bytes| bytes.truncate(10),
        |bytes| _ = bytes.pop(),
        |bytes| bytes[40] ^= 1,
        |bytes| bytes.push(0),
    ];
    for damage in damages {
        cache.put("page", &key, b"a longer value");
        let path = only_file(folder.path(), "page");
        let mut bytes = fs::read(&path).unwrap();
        damage(&mut bytes);
        fs::write(&path, bytes).unwrap();
        assert_eq!(cache.get("page", &key), None);
    }
}

#[test]
fn an_entry_moved_to_another_key_is_no_entry() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    let (a, b) = (Hash::of(b"a"), Hash::of(b"b"));
    cache.put("page", &a, b"value");
    let target = cache.place("page", &b).unwrap();
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    fs::rename(cache.place("page", &a).unwrap(), target).unwrap();
    assert_eq!(cache.get("page", &b), None);
}

#[test]
fn packs_are_whole_or_empty() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    let (a, b) = (Hash::of(b"a"), Hash::of(b"b"));
    let mut writer = PackWriter::default();
    writer.push(&a, b"one");
    writer.push(&b, b"");
    cache.store_pack("parse", &writer);
    let pack = cache.pack("parse");
    assert_eq!((pack.get(&a), pack.get(&b)), (Some(&b"one"[..]), Some(&b""[..])));
    let path = only_file(folder.path(), "packs");
    let whole = fs::read(&path).unwrap();
    for len in 0..whole.len() {
        fs::write(&path, &whole[..len]).unwrap();
        assert!(cache.pack("parse").is_empty() || len == whole.len());
    }
}

#[test]
fn times_are_trusted_only_after_an_orderly_end() {
    let folder = tempfile::tempdir().unwrap();
    let first = Cache::open(folder.path());
    assert!(!first.trusts_times(), "nothing is known yet");
    assert!(!Cache::open(folder.path()).trusts_times(), "another one is at work");
    drop(first);
    assert!(Cache::open(folder.path()).trusts_times());
    // A process that was killed never wrote that it ended.
    let session = only_file(folder.path(), &generation());
    fs::write(&session, b"open").unwrap();
    assert!(!Cache::open(folder.path()).trusts_times());
    assert!(Cache::open(folder.path()).trusts_times());
}

#[test]
fn where_nothing_can_be_written_there_is_no_cache() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let cache = Cache::open(&file.join("below"));
    cache.put("page", &Hash::of(b"a"), b"value");
    assert_eq!(cache.get("page", &Hash::of(b"a")), None);
    cache.prune(0);
}

#[test]
fn pruning_keeps_the_newest() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    for (i, name) in [&b"a"[..], b"b", b"c"].iter().enumerate() {
        let key = Hash::of(name);
        cache.put("page", &key, &[0; 1000]);
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + i as u64);
        File::options().write(true).open(cache.place("page", &key).unwrap()).unwrap().set_modified(at).unwrap();
    }
    cache.prune(1500);
    let left = [&b"a"[..], b"b", b"c"].map(|name| cache.get("page", &Hash::of(name)).is_some());
    assert_eq!(left, [false, false, true]);
}
