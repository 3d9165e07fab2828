// How long nats-server's own lists of subjects take to decide. In, on stdin: {"allow", "deny", "subjects"}. Out, on stdout: how many
// subjects they let be published, and the seconds of the best round. As server/client.go pubAllowedFullCheck asks them, without a cache.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"time"
	"unsafe"

	"github.com/nats-io/nats-server/v2/server"
)

const rounds = 5

func main() {
	var given struct{ Allow, Deny, Subjects []string }
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	allow, deny := listOf(given.Allow), listOf(given.Deny)
	best, allowed := time.Duration(0), 0
	for round := 0; round < rounds; round++ {
		start := time.Now()
		allowed = 0
		for _, subject := range given.Subjects {
			if matches(allow, subject) && !matches(deny, subject) {
				allowed++
			}
		}
		if took := time.Since(start); round == 0 || took < best {
			best = took
		}
	}
	fmt.Printf("{\"allowed\":%d,\"seconds\":%g}\n", allowed, best.Seconds())
}

func listOf(subjects []string) *server.Sublist {
	list := server.NewSublistNoCache()
	insert := reflect.ValueOf(list).MethodByName("Insert")
	for _, subject := range subjects {
		// What a list holds has no constructor outside of the server.
		held := reflect.New(insert.Type().In(0).Elem())
		field := held.Elem().FieldByName("subject")
		reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().SetBytes([]byte(subject))
		if err := insert.Call([]reflect.Value{held})[0]; !err.IsNil() {
			fmt.Fprintln(os.Stderr, subject, err)
			os.Exit(1)
		}
	}
	return list
}

func matches(list *server.Sublist, subject string) bool {
	plain, _ := list.NumInterest(subject)
	return plain > 0
}
