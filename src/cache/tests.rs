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
    cache.put_pack("parse", [(&a, &b"one"[..]), (&b, b"")].into_iter());
    let pack = cache.pack("parse");
    assert_eq!((pack.get(&a), pack.get(&b)), (Some(&b"one"[..]), Some(&b""[..])));
    let path = only_file(folder.path(), "packs");
    let whole = fs::read(&path).unwrap();
    for len in 0..whole.len() {
        fs::write(&path, &whole[..len]).unwrap();
        assert!(cache.pack("parse").is_empty() || len == whole.len());
    }
}

/// The value of every entry is its number, `n` bytes long.
fn store(cache: &Cache, known: &LayerKeys, wanted: &[u8]) -> usize {
    let keys: Vec<Hash> = wanted.iter().map(|n| Hash::of(&[*n])).collect();
    let made = AtomicU64::new(0);
    cache.store_layers("drafts", known, &keys, &|at| {
        made.fetch_add(1, Ordering::Relaxed);
        vec![wanted[at]; 100]
    });
    made.into_inner() as usize
}

fn stored(layers: &Layers) -> Vec<u8> {
    let known = |n: &u8| layers.get(&Hash::of(&[*n])).is_some_and(|value| value == vec![*n; 100]);
    (0..=255).filter(known).collect()
}

#[test]
fn layers_write_only_what_came_since() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    let first: Vec<u8> = (0..100).collect();
    assert_eq!(store(&cache, &LayerKeys::default(), &first), 100);
    let layers = cache.layers("drafts");
    assert_eq!(stored(&layers), first);
    assert_eq!(store(&cache, &layers.keys(), &first), 0, "nothing is new");
    // Two edits: their old forms stay in the large pack, the new ones are all that is written.
    let second: Vec<u8> = (2..102).collect();
    assert_eq!(store(&cache, &layers.keys(), &second), 2);
    let layers = cache.layers("drafts");
    assert_eq!(stored(&layers), (0..102).collect::<Vec<u8>>());
    assert_eq!(store(&cache, &layers.keys(), &second), 0);
    let third: Vec<u8> = (1..101).collect();
    assert_eq!(store(&cache, &layers.keys(), &third), 1, "one of the two is wanted no more");
    assert_eq!(stored(&cache.layers("drafts")), (0..101).collect::<Vec<u8>>());
    // So many that all is written anew, and what nobody wants is gone.
    let fourth: Vec<u8> = (50..150).collect();
    assert_eq!(store(&cache, &cache.layers("drafts").keys(), &fourth), 100);
    assert_eq!(stored(&cache.layers("drafts")), fourth);
}

#[test]
fn layers_of_two_processes_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    let first: Vec<u8> = (0..100).collect();
    store(&cache, &LayerKeys::default(), &first);
    let mine = cache.layers("drafts").keys();
    // Another one has written the large pack anew in the meantime.
    store(&cache, &LayerKeys::default(), &(100..200).collect::<Vec<u8>>());
    assert_eq!(store(&cache, &mine, &(0..101).collect::<Vec<u8>>()), 101);
    assert_eq!(stored(&cache.layers("drafts")), (0..101).collect::<Vec<u8>>());
    // A small pack is believed only beside the large one that it was written for.
    let mine = cache.layers("drafts").keys();
    store(&cache, &mine, &(0..102).collect::<Vec<u8>>());
    let since = fs::read(cache.pack_place("drafts-since").unwrap()).unwrap();
    store(&cache, &LayerKeys::default(), &first);
    fs::write(cache.pack_place("drafts-since").unwrap(), since).unwrap();
    assert_eq!(stored(&cache.layers("drafts")), first);
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
