// A long-lived client of the AWS SDK for Go: says who it is, by default and as another profile, then again for each
// line it reads. A line is the number of seconds by which the clock has been moved since the start.
//
//	client OTHER
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"time"
	_ "unsafe"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// The clock that the SDK judges expiry and dates signatures by. Go asks the kernel for the time and not the C library,
// so libfaketime, which moves every other client, cannot move this one.
//
//go:linkname sdkClock github.com/aws/aws-sdk-go-v2/internal/sdk.NowTime
var sdkClock func() time.Time

func main() {
	ctx := context.Background()
	mine := client(ctx)
	say(ctx, mine)
	say(ctx, client(ctx, config.WithSharedConfigProfile(os.Args[1])))
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		moved, err := strconv.Atoi(lines.Text())
		if err != nil {
			panic(err)
		}
		sdkClock = func() time.Time { return time.Now().Add(time.Duration(moved) * time.Second) }
		say(ctx, mine)
	}
}

func client(ctx context.Context, options ...func(*config.LoadOptions) error) *sts.Client {
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		panic(err)
	}
	return sts.NewFromConfig(cfg)
}

func say(ctx context.Context, client *sts.Client) {
	answer := map[string]string{}
	identity, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	var refusal smithy.APIError
	switch {
	case err == nil:
		answer["arn"] = *identity.Arn
	case errors.As(err, &refusal):
		answer["error"] = refusal.ErrorCode()
	default:
		answer["error"] = err.Error()
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		panic(err)
	}
}
