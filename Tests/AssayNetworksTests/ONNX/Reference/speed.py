"""Times networks from ONNX files against onnxruntime and PyTorch, turn by turn, so that all meet the same machine.

    python speed.py DIR [NAME ...] [--assay PATH] [--size 224] [--batch 8] [--rounds 5] [--only load|forward|input-gradient]

For each NAME, a classifier of torchvision, DIR/NAME-SIZE.onnx is exported with random weights unless it is there. Then, in
each round: reading the file by Assay, and making a session of it by onnxruntime on the CPU, with its optimisation of graphs
and without; logits of a batch, and the gradient of the cross-entropy at its pixels, by Assay from the file, by Assay's own
network of that name where there is one, and by PyTorch (eager, channels last) on two threads. Prints, for each, the
milliseconds and the ratio of Assay to the other, each as least, median and largest of the rounds.

PATH is the command, built by `swift build -c release --product assay`. Needs torch, torchvision and onnxruntime.
"""
import argparse, json, os, subprocess, time, warnings

import onnxruntime
import torch
import torchvision.models as zoo

warnings.filterwarnings("ignore")
THREADS = 2
torch.set_num_threads(THREADS)
# Assay's own networks, by torchvision's names and sizes: the workloads of `assay bench`.
OWN = {("resnet18", 224): "resnet18", ("resnet18", 64): "resnet18-64", ("efficientnet_b0", 224): "efficientnet-b0",
       ("resnet50", 224): "resnet50", ("alexnet", 224): "alexnet"}


def export(path, name, size):
    model = getattr(zoo, name)().eval()
    torch.onnx.export(
        model, (torch.rand(1, 3, size, size),), path, opset_version=17, input_names=["images"], output_names=["logits"],
        dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}}, dynamo=False)


def median(work, least=3, seconds=1.5):
    """As `assay bench` measures: once to warm up, then the median of at least three runs, or more while they are short."""
    work()
    times = []
    while len(times) < least or (len(times) < 25 and sum(times) < seconds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def session(path, level):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = level
    return median(lambda: onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"]))


def forward(model, images):
    with torch.inference_mode():
        model(images)


def gradient(model, images, labels):
    leaf = images.detach().requires_grad_()
    torch.autograd.grad(torch.nn.functional.cross_entropy(model(leaf), labels, reduction="sum"), leaf)


def bench(assay, *arguments):
    output = subprocess.run([assay, "bench", "--json", *arguments], check=True, capture_output=True, text=True,
                            env={**os.environ, "ASSAY_THREADS": str(THREADS)}).stdout
    return json.loads(output.splitlines()[-1])


def spread(numbers, form):
    numbers = sorted(numbers)
    return " – ".join(form % number for number in (numbers[0], numbers[len(numbers) // 2], numbers[-1]))


def compare(name, path, options):
    model = getattr(zoo, name)().eval().to(memory_format=torch.channels_last)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    images = torch.rand(options.batch, 3, options.size, options.size).to(memory_format=torch.channels_last)
    labels = torch.arange(options.batch) % 1000
    batch = ["--batch", str(options.batch)]
    own = OWN.get((name, options.size))
    levels = onnxruntime.GraphOptimizationLevel
    rivals = {
        "load": {
            "onnxruntime": lambda: session(path, levels.ORT_ENABLE_ALL),
            "onnxruntime unoptimised": lambda: session(path, levels.ORT_DISABLE_ALL),
        },
        "forward": {"PyTorch": lambda: median(lambda: forward(model, images))},
        "input-gradient": {"PyTorch": lambda: median(lambda: gradient(model, images, labels))},
    }
    for part in ["forward", "input-gradient"]:
        if own:
            rivals[part]["Assay's own"] = lambda part=part: bench(
                options.assay, "--workload", f"{own}/{part}", *batch)["seconds"]
    for part, others in rivals.items():
        if options.only not in (None, part):
            continue
        mine, theirs = [], {rival: [] for rival in others}
        for _ in range(options.rounds):
            result = bench(options.assay, "--model", path, "--workload", part, *batch)
            mine.append(result["seconds"])
            for rival, measure in others.items():
                theirs[rival].append(measure())
        print(f"{name} {options.size}×{options.size} {part}" + ("" if part == "load" else f" of {options.batch}"))
        print(f"  Assay: {spread([1000 * t for t in mine], '%.1f')} ms")
        for rival, times in theirs.items():
            print(f"  {rival}: {spread([1000 * t for t in times], '%.1f')} ms, "
                  f"ratio {spread([a / b for a, b in zip(mine, times)], '%.2f')}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("names", nargs="*", default=["resnet18"])
    parser.add_argument("--assay", default=".build/release/assay")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=["load", "forward", "input-gradient"])
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    for name in options.names:
        path = f"{options.folder}/{name}-{options.size}.onnx"
        if not os.path.exists(path):
            export(path, name, options.size)
        compare(name, path, options)
