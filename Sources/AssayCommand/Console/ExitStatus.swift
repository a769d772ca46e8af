/// How a command ends.
package enum ExitStatus: Int32, Sendable {
  /// Every property holds, or the work is done.
  case success = 0
  /// A property does not hold, or was not decided.
  case failure = 1
  /// The input or the arguments are wrong.
  case badInput = 2
}
