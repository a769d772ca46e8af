import Foundation

/// The executable.
@main
enum Main {
  static func main() async {
    // A closed pipe is an error to report like any other, not a signal to die by.
    signal(SIGPIPE, SIG_IGN)
    let status = await CommandLineProgram(console: .standard()).run(Array(CommandLine.arguments.dropFirst()))
    exit(status.rawValue)
  }
}
