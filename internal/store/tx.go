package store

import (
	"encoding/binary"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// Tx is the store inside one [DB.View] or [DB.Update]; it ends with it.
type Tx struct {
	bolt  *bolt.Tx
	wrote bool // something was written, or tried
	bytes int  // written so far
}

// PutWorld stores the record of a world, and creates the world when it is new.
func (tx *Tx) PutWorld(id string, state []byte) error {
	worlds := tx.bolt.Bucket(bucketWorlds)
	tx.wrote = true
	world, err := worlds.CreateBucketIfNotExists([]byte(id))
	if err != nil {
		return fmt.Errorf("world %q: %w", id, err)
	}
	return tx.put(world, keyState, state)
}

// World returns the record of a world.
func (tx *Tx) World(id string) (state []byte, ok bool) {
	return get(tx.world(id), keyState)
}

// WorldIDs lists the worlds in the order of their ids.
func (tx *Tx) WorldIDs() []string {
	var ids []string
	cursor := tx.bolt.Bucket(bucketWorlds).Cursor()
	for id, _ := cursor.First(); id != nil; id, _ = cursor.Next() {
		ids = append(ids, string(id))
	}
	return ids
}

// DeleteWorld removes a world and everything in it. A world that is not there is no error.
func (tx *Tx) DeleteWorld(id string) error {
	if tx.world(id) == nil {
		return nil
	}
	tx.wrote = true
	return tx.bolt.Bucket(bucketWorlds).DeleteBucket([]byte(id))
}

// Put stores a record under a key, which is not empty. The world exists, or the error is [ErrNoWorld].
func (tx *Tx) Put(world string, kind Kind, key string, value []byte) error {
	if !kind.known() {
		return fmt.Errorf("records of kind %q are not part of the stored format", kind)
	}
	b, err := tx.ensure(world, []byte(kind))
	if err != nil {
		return err
	}
	return tx.put(b, []byte(key), value)
}

// Get returns a record.
func (tx *Tx) Get(world string, kind Kind, key string) (value []byte, ok bool) {
	return get(tx.bucket(world, []byte(kind)), []byte(key))
}

// Delete removes a record. One that is not there is no error.
func (tx *Tx) Delete(world string, kind Kind, key string) error {
	b := tx.bucket(world, []byte(kind))
	if b == nil || b.Get([]byte(key)) == nil {
		return nil
	}
	tx.wrote = true
	return b.Delete([]byte(key))
}

// Each calls fn with the records of a kind in the order of their keys, until fn returns an error, which is the result. fn
// does not write.
func (tx *Tx) Each(world string, kind Kind, fn func(key string, value []byte) error) error {
	return forEach(tx.bucket(world, []byte(kind)), func(key, value []byte) error {
		return fn(string(key), slices.Clone(value))
	})
}

// Clear removes all records of a kind.
func (tx *Tx) Clear(world string, kind Kind) error {
	if !kind.known() {
		return fmt.Errorf("records of kind %q are not part of the stored format", kind)
	}
	return tx.drop(world, []byte(kind))
}

// Counter returns the high-water mark of that name, 0 when nothing raised it.
func (tx *Tx) Counter(world, name string) int64 {
	b := tx.bucket(world, bucketCounters)
	if b == nil {
		return 0
	}
	value := b.Get([]byte(name))
	if len(value) != 8 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(value))
}

// RaiseCounter lifts a high-water mark to v; a mark that is already there or higher stays.
func (tx *Tx) RaiseCounter(world, name string, v int64) error {
	if v <= tx.Counter(world, name) {
		return nil
	}
	b, err := tx.ensure(world, bucketCounters)
	if err != nil {
		return err
	}
	return tx.put(b, []byte(name), binary.BigEndian.AppendUint64(nil, uint64(v)))
}

// world returns the bucket of a world, nil when there is none.
func (tx *Tx) world(id string) *bolt.Bucket {
	return tx.bolt.Bucket(bucketWorlds).Bucket([]byte(id))
}

// bucket returns a bucket inside a world, nil when there is none.
func (tx *Tx) bucket(world string, name []byte) *bolt.Bucket {
	w := tx.world(world)
	if w == nil {
		return nil
	}
	return w.Bucket(name)
}

// ensure returns a bucket inside a world to write to, and creates it when it is missing.
func (tx *Tx) ensure(world string, name []byte) (*bolt.Bucket, error) {
	w := tx.world(world)
	if w == nil {
		return nil, fmt.Errorf("world %q: %w", world, ErrNoWorld)
	}
	tx.wrote = true
	b, err := w.CreateBucketIfNotExists(name)
	if err != nil {
		return nil, fmt.Errorf("world %q, %s: %w", world, name, err)
	}
	return b, nil
}

// drop removes a bucket inside a world. One that is not there is no error.
func (tx *Tx) drop(world string, name []byte) error {
	if tx.bucket(world, name) == nil {
		return nil
	}
	tx.wrote = true
	return tx.world(world).DeleteBucket(name)
}

// put writes a copy of value, since bbolt keeps the slice until the commit and the caller may use it again before.
func (tx *Tx) put(b *bolt.Bucket, key, value []byte) error {
	tx.wrote = true
	tx.bytes += len(key) + len(value)
	if err := b.Put(key, slices.Clone(value)); err != nil {
		return fmt.Errorf("key %.40q: %w", key, err)
	}
	return nil
}

func get(b *bolt.Bucket, key []byte) ([]byte, bool) {
	if b == nil || len(key) == 0 {
		return nil, false
	}
	value := b.Get(key)
	if value == nil {
		return nil, false
	}
	return append([]byte{}, value...), true // never nil, so that an empty record is not a missing one
}

func forEach(b *bolt.Bucket, fn func(key, value []byte) error) error {
	if b == nil {
		return nil
	}
	return b.ForEach(fn)
}
