#!/bin/sh
# Written by LambdaStack: ZooKeeper's own client, such as: zkCli.sh -server ADDRESS:2181 ls /
jars=/usr/share/java
CLASSPATH=$jars/zookeeper.jar:$jars/slf4j-nop.jar:$jars/commons-cli.jar
export CLASSPATH
exec java -Xmx128m org.apache.zookeeper.ZooKeeperMain "$@"
